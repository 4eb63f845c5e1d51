/**
 * Our client and shell against real servers of every kind: {@link io.quorate.tests.client.AgainstEveryServer} says which.
 *
 * <p>{@link io.quorate.tests.client.Relay} stands between a client and its server where a test is about the connection;
 * {@link io.quorate.tests.client.Recorder} notes what a client is told.
 */
package io.quorate.tests.client;
