/**
 * What a network card does for the kernel when offloads are on, done in Java: finishing Internet checksums and cutting
 * super-frames. Pure functions of bytes in memory, without calls into the system.
 */
@NullMarked
package dev.lanparty.ffi.offload;

import org.jspecify.annotations.NullMarked;
