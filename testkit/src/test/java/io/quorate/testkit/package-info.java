/** The kit used as its users use it: with our client, the released one of Apache, and Curator. */
package io.quorate.testkit;
