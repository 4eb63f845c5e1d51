/** The examples of {@code docs/testkit.md}, compiled and run. */
package io.quorate.testkit.examples;
