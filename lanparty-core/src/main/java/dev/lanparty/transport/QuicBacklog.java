package dev.lanparty.transport;

/**
 * What QUIC has taken of one connection's datagrams and not yet put into packets. QUIC itself does not tell: when its
 * congestion window is used up it keeps datagrams, and drops them without a word once its queue is full. But it keeps
 * their order, and every packet that leaves passes by here on its way to the socket, so its length tells how many
 * datagrams it can have carried.
 *
 * <p>An acknowledgement in a packet is taken for a datagram if one would have fitted in its place: the count may be too
 * low by such a small one for a while, never too high. Confined to the loop.
 */
final class QuicBacklog {
    /** Of a packet with a short header (RFC 9000, 17.3.1): flags, packet number of one byte, tag; and the connection id. */
    private static final int LEAST_PACKET_OVERHEAD_BYTES = 1 + 1 + 16 + QuicCodecs.CONNECTION_ID_BYTES;
    /** Of a DATAGRAM frame (RFC 9221, 4): type and a length of two bytes. */
    private static final int FRAME_OVERHEAD_BYTES = 3;

    private int[] lengths = new int[64];
    private int head;
    private int count;

    /** Notes a datagram that QUIC has taken. */
    // HOT PATH
    void taken(int lengthBytes) {
        if (count == lengths.length) {
            grow();
        }
        lengths[head + count & lengths.length - 1] = lengthBytes;
        count++;
    }

    /** Notes a packet that has left. */
    // HOT PATH
    void sent(int packetBytes) {
        int left = packetBytes - LEAST_PACKET_OVERHEAD_BYTES;
        while (count > 0 && lengths[head] + FRAME_OVERHEAD_BYTES <= left) {
            left -= lengths[head] + FRAME_OVERHEAD_BYTES;
            head = head + 1 & lengths.length - 1;
            count--;
        }
    }

    /** Takes it that QUIC holds nothing. */
    void clear() {
        head = 0;
        count = 0;
    }

    /** How many datagrams QUIC holds. */
    int count() {
        return count;
    }

    private void grow() {
        int[] more = new int[count * 2];
        System.arraycopy(lengths, head, more, 0, count - head);
        System.arraycopy(lengths, 0, more, count - head, head);
        lengths = more;
        head = 0;
    }
}
