/**
 * What a run costs, read from the machine: CPU time, context switches and written bytes of a process ({@link
 * io.quorate.bench.measure.ProcessSample}), what else the machine was doing ({@link
 * io.quorate.bench.measure.MachineSample}), live heap ({@link io.quorate.bench.measure.LiveHeap}), and the floors that
 * no server can go below ({@link io.quorate.bench.measure.FsyncFloor}). Linux only: the figures come from {@code
 * /proc}.
 */
package io.quorate.bench.measure;
