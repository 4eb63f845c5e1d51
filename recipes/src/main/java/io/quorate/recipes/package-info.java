/**
 * Locks, elections, queues, caches and other recipes on the Java client. {@link io.quorate.recipes.Sessions} is where to begin;
 * docs/recipes.md has an example of each, and says what each does when its session is disconnected or lost.
 *
 * <p>Znodes have the names and data that Apache Curator's recipes give them, wherever Curator has the recipe, so that processes
 * with either library can share a lock or a queue.
 */
package io.quorate.recipes;
