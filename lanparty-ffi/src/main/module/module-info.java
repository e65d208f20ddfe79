/** Packet devices by system calls; nothing of the foreign-memory machinery below leaves this module. */
module dev.lanparty.ffi {
    exports dev.lanparty.device;
}
