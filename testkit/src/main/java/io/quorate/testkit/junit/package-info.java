/** The extension for JUnit 5: {@link io.quorate.testkit.junit.QuorateExtension}. */
package io.quorate.testkit.junit;
