/**
 * Electing a leader (spec: election-protocol). Start at {@link io.quorate.election.FastLeaderElection}, which decides whom to
 * follow, and {@link io.quorate.election.ElectionLinks}, which decides who dials whom. Both are state machines: time, messages and
 * completions come in by calls, and everything that goes out goes through {@link io.quorate.election.ElectionEffects} and {@link
 * io.quorate.election.LinkEffects}.
 */
package io.quorate.election;
