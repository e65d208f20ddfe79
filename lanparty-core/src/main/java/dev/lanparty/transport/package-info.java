/**
 * The only room that knows QUIC: Netty channels, the order of flushes, TLS.
 */
@NullMarked
package dev.lanparty.transport;

import org.jspecify.annotations.NullMarked;
