/**
 * Tools for the files of a server, whichever release wrote them: {@code zkTxnLogToolkit.sh}, {@code zkSnapShotToolkit.sh}, {@code
 * zkSnapshotComparer.sh} and {@code zkSnapshotRecursiveSummaryToolkit.sh}. Options and forms of output are Apache's, which scripts
 * expect (found by running both on the same files: {@code ToolsTest}); {@link io.quorate.cli.files.Tool} is what they share.
 */
package io.quorate.cli.files;
