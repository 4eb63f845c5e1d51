/**
 * Loads that only make sense with a recipe: {@link io.quorate.bench.recipe.LockTakers} asks any server what Quorate's lock asks, and that is what
 * Curator's asks.
 */
package io.quorate.bench.recipe;
