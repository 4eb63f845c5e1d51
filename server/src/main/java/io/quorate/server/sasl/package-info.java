/**
 * SASL at the ports of the server: {@link io.quorate.server.sasl.SaslService} logs in as the JAAS file says and takes the tokens of
 * clients on threads of its own, since a mechanism may ask the network.
 */
package io.quorate.server.sasl;
