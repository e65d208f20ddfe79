package dev.lanparty.device;

/**
 * Frames a device has counted since it was opened.
 *
 * @param received lent to the receiver
 * @param sent taken by the interface
 * @param droppedByKernel arrived while the receive queue was full
 * @param droppedTooLong longer than {@link PacketDevice#MAX_FRAME_BYTES} and not to be segmented
 * @param droppedMalformed shorter than an Ethernet header, or left unfinished by the kernel in a way that cannot be mended
 * @param segmented large frames of the kernel's offloads that were cut into several
 * @param checksumsFinished frames whose transport checksum the kernel had left to hardware
 */
public record DeviceStatistics(long received, long sent, long droppedByKernel, long droppedTooLong,
        long droppedMalformed, long segmented, long checksumsFinished) {
    /** All zero. */
    public static final DeviceStatistics NONE = new DeviceStatistics(0, 0, 0, 0, 0, 0, 0);
}
