/**
 * Real systems on top of an ensemble whose leader is killed. Each runs in processes of its own with the library versions it was released
 * with, which {@code tests/systems} lays out; only with {@code -Psystems}. The programs in {@code tests/src/test/drivers} drive those that have
 * no command line of their own.
 */
package io.quorate.tests.systems;
