/** What the architecture tests must object to. Nothing here is used otherwise. */
package io.quorate.tests.arch.sample;
