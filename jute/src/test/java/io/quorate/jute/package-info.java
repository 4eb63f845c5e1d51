/**
 * Checks of the encoding against the released Apache classes and against bytes captured from real servers.
 *
 * <p>{@link io.quorate.jute.Samples} makes random records, {@link io.quorate.jute.Decoders} lists every decoder there is.
 */
package io.quorate.jute;
