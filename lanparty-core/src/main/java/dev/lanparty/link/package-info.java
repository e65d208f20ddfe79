/**
 * What carries datagrams and control messages between an endpoint and the relay, as the pure rooms see it: an interface
 * that the QUIC transport implements, and a simulated network in the tests. Pure.
 */
@NullMarked
package dev.lanparty.link;

import org.jspecify.annotations.NullMarked;
