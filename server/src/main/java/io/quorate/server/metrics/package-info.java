/** What the server counts, in Dropwizard's registry under the names that Apache ZooKeeper's monitors know. */
package io.quorate.server.metrics;
