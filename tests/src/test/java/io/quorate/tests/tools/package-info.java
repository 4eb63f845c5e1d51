/** The tools for files and backups, beside Apache's where it has the same. */
package io.quorate.tests.tools;
