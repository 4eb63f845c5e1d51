/**
 * SASL for servers and clients (spec: client-protocol §9, zab-protocol §12): which section of the JAAS file says who we are ({@link
 * io.quorate.sasl.JaasSection}), the login that comes of it ({@link io.quorate.sasl.SaslLogin}), and the two ends of an exchange ({@link
 * io.quorate.sasl.ServerExchange}, {@link io.quorate.sasl.ClientExchange}). Nothing here knows of sockets or ZooKeeper's packets.
 * With Kerberos, logins and the first step of a client ask the network: neither belongs on an event loop.
 */
package io.quorate.sasl;
