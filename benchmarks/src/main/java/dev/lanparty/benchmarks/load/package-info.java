/**
 * Many simulated members in one process against a relay in another, over real QUIC on loopback: how the relay's cost for a
 * frame grows with its members and rooms. See {@code benchmarks/README.md} for the command.
 */
@NullMarked
package dev.lanparty.benchmarks.load;

import org.jspecify.annotations.NullMarked;
