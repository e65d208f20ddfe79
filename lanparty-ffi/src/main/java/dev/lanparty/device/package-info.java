/**
 * Devices that carry Ethernet frames: one small interface, the factories that open the real ones, and an in-memory one
 * with the same contract. Frames are lent in the device's own memory; nothing here needs a foreign-memory type.
 */
@NullMarked
package dev.lanparty.device;

import org.jspecify.annotations.NullMarked;
