/** The benchmark programs against real servers: not how fast, but that they measure what they say. */
package io.quorate.tests.bench;
