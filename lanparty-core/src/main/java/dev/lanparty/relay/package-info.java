/**
 * The public relay: a config record, and a class with {@code start()} and {@code close()}.
 */
@NullMarked
package dev.lanparty.relay;

import org.jspecify.annotations.NullMarked;
