/**
 * What may not cross: safety filters, rate limits, and a name for every reason to drop a frame. Pure.
 */
@NullMarked
package dev.lanparty.filter;

import org.jspecify.annotations.NullMarked;
