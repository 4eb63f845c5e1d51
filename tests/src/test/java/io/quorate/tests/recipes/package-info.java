/** Recipes on whole servers, beside Curator's. */
package io.quorate.tests.recipes;
