package io.quorate.txnlog;

/**
 * One record of a log, as it was found.
 *
 * @param bytes header, transaction and digest: what {@code TxnEntry} decodes
 * @param offset where the record begins in its file, in bytes
 */
public record TxnRecord(long zxid, byte[] bytes, long offset) {}
