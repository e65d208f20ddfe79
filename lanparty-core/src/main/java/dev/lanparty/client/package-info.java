/**
 * The player's client: a config record, and a class with {@code start()} and {@code close()}.
 */
@NullMarked
package dev.lanparty.client;

import org.jspecify.annotations.NullMarked;
