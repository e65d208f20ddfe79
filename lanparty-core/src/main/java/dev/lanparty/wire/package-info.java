/**
 * The tunnel datagram: how an Ethernet frame, or a fragment of one, lies in a QUIC DATAGRAM. Pure.
 */
@NullMarked
package dev.lanparty.wire;

import org.jspecify.annotations.NullMarked;
