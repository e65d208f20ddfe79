/**
 * Views of Ethernet frames: static accessors over a buffer and an offset, MAC addresses, ether types. Pure.
 */
@NullMarked
package dev.lanparty.frame;

import org.jspecify.annotations.NullMarked;
