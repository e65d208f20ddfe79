/**
 * Counters with one writer each, and snapshots of them. Pure.
 */
@NullMarked
package dev.lanparty.metrics;

import org.jspecify.annotations.NullMarked;
