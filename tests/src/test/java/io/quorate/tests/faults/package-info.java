/**
 * The faults that were found in another server by experiment (hazards F1 to F9): ours must not have them, and must live beside a
 * server that has them.
 */
package io.quorate.tests.faults;
