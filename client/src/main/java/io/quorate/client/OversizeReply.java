package io.quorate.client;

import io.quorate.jute.proto.ReplyHeader;

/** What is left of a reply that was too long to be kept: its header. */
record OversizeReply(ReplyHeader header, int lengthBytes) {}
