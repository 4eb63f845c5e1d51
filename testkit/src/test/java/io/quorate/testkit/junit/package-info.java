/** The extension for JUnit 5, as tests use it. */
package io.quorate.testkit.junit;
