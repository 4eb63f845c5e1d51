package io.quorate.election;

import java.util.Set;

/**
 * The end of a search.
 *
 * @param supporters the servers whose votes decided
 */
record Decision(Vote vote, Set<Long> supporters) {}
