/**
 * The Linux devices on three floors: {@code gen} holds the layouts and constants jextract wrote, {@code LibC} calls the
 * C library and keeps errno, and the classes above speak of interfaces, rings and routes.
 */
@NullMarked
package dev.lanparty.ffi.linux;

import org.jspecify.annotations.NullMarked;
