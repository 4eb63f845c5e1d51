/**
 * The shell, {@code zkCli.sh}: a command given on the command line, or many from a terminal or a pipe.
 *
 * <p>Starting points: {@link io.quorate.cli.ZooKeeperMain} reads the options; {@link io.quorate.cli.Shell} does lines;
 * {@link io.quorate.cli.ShellCommand} is what one command is, and {@link io.quorate.cli.Commands} knows all of them. The forms of
 * output are those that operators' scripts expect: spec page admin-interfaces §4.
 */
package io.quorate.cli;
