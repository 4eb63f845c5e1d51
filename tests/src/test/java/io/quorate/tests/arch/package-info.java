/**
 * The order of modules and packages, the rules of the pure ones, and the habits of the source tree, as tests.
 *
 * <p>Starting point: the table in {@link io.quorate.tests.arch.ArchitectureTest}.
 */
package io.quorate.tests.arch;
