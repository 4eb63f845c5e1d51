/** Released, unmodified clients against our server: the plain ZooKeeper client and Curator's recipes. */
package io.quorate.tests.released;
