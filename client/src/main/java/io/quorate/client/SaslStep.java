package io.quorate.client;

/**
 * What the client's end of a SASL exchange has come to.
 *
 * @param token what to send; null if nothing
 * @param complete whether both ends have proved what they had to, as far as the client can tell
 * @param failure why it has failed; null if it has not
 */
record SaslStep(byte[] token, boolean complete, String failure) {}
