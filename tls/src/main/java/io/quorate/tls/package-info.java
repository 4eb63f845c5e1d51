/**
 * From settings, keys and certificates to encrypted connections, for servers and clients alike. {@link io.quorate.tls.TlsSettings} is
 * what was configured, {@link io.quorate.tls.TlsContext} what is made of it, {@link io.quorate.tls.TlsPort} what stands at a port.
 */
package io.quorate.tls;
