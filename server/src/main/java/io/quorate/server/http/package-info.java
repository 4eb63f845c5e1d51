/** The HTTP server for operators: the commands of {@code server.admin} as JSON. */
package io.quorate.server.http;
