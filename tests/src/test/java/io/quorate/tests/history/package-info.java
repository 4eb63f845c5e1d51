/**
 * What clients of real ensembles saw while servers were killed, judged by the checker of the simulator: {@link
 * io.quorate.tests.history.HistoryClient} records, {@link io.quorate.tests.history.History} keeps and judges.
 */
package io.quorate.tests.history;
