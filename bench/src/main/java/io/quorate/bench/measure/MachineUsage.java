package io.quorate.bench.measure;

/**
 * What the machine's processors did between two samples.
 *
 * @param busySeconds processor seconds of work, of all processes
 * @param stolenSeconds processor seconds that the hypervisor gave to other machines
 */
public record MachineUsage(double busySeconds, double stolenSeconds) {}
