package dev.lanparty.ffi.linux;

import dev.lanparty.ffi.linux.gen.Linux;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C library's calls as Java methods, nothing added: results are the C results, -1 says that the {@link Errno} given
 * holds the reason.
 *
 * <p>jextract cannot emit errno capture, so the handles are linked here. Each lies in a holder class of its own, because
 * linking one costs milliseconds. No call is linked as critical: some of them block. Segments passed in hot calls should
 * come from a global or automatic arena; a shared arena costs more than the call.
 */
@SuppressWarnings("restricted")
final class LibC {
    private static final Linker LINKER = Linker.nativeLinker();

    private LibC() {
    }

    private static final class Socket {
        static final MethodHandle CALL = link(Linux.socket$address(), Linux.socket$descriptor());
    }

    static int socket(Errno errno, int domain, int type, int protocol) {
        try {
            return (int) Socket.CALL.invokeExact(errno.segment(), domain, type, protocol);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class Bind {
        static final MethodHandle CALL = link(Linux.bind$address(), Linux.bind$descriptor());
    }

    static int bind(Errno errno, int descriptor, MemorySegment address) {
        try {
            return (int) Bind.CALL.invokeExact(errno.segment(), descriptor, address, (int) address.byteSize());
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class GetSockOpt {
        static final MethodHandle CALL = link(Linux.getsockopt$address(), Linux.getsockopt$descriptor());
    }

    static int getsockopt(Errno errno, int descriptor, int level, int option, MemorySegment value,
            MemorySegment length) {
        try {
            return (int) GetSockOpt.CALL.invokeExact(errno.segment(), descriptor, level, option, value, length);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class SetSockOpt {
        static final MethodHandle CALL = link(Linux.setsockopt$address(), Linux.setsockopt$descriptor());
    }

    static int setsockopt(Errno errno, int descriptor, int level, int option, MemorySegment value) {
        try {
            return (int) SetSockOpt.CALL.invokeExact(errno.segment(), descriptor, level, option, value,
                    (int) value.byteSize());
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class Receive {
        static final MethodHandle CALL = link(Linux.recv$address(), Linux.recv$descriptor());
    }

    static long recv(Errno errno, int descriptor, MemorySegment buffer, int flags) {
        try {
            return (long) Receive.CALL.invokeExact(errno.segment(), descriptor, buffer, buffer.byteSize(), flags);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class Send {
        static final MethodHandle CALL = link(Linux.send$address(), Linux.send$descriptor());
    }

    static long send(Errno errno, int descriptor, MemorySegment buffer, long lengthBytes, int flags) {
        try {
            return (long) Send.CALL.invokeExact(errno.segment(), descriptor, buffer, lengthBytes, flags);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class Read {
        static final MethodHandle CALL = link(Linux.read$address(), Linux.read$descriptor());
    }

    static long read(Errno errno, int descriptor, MemorySegment buffer, long lengthBytes) {
        try {
            return (long) Read.CALL.invokeExact(errno.segment(), descriptor, buffer, lengthBytes);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class Write {
        static final MethodHandle CALL = link(Linux.write$address(), Linux.write$descriptor());
    }

    static long write(Errno errno, int descriptor, MemorySegment buffer, long lengthBytes) {
        try {
            return (long) Write.CALL.invokeExact(errno.segment(), descriptor, buffer, lengthBytes);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class Open {
        /** Two fixed arguments; without O_CREAT there is no third. */
        static final MethodHandle CALL = link(Linux.open.address(),
                FunctionDescriptor.of(Linux.C_INT, Linux.C_POINTER, Linux.C_INT), Linker.Option.firstVariadicArg(2));
    }

    static int open(Errno errno, MemorySegment path, int flags) {
        try {
            return (int) Open.CALL.invokeExact(errno.segment(), path, flags);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class Ioctl {
        static final MethodHandle CALL = link(Linux.ioctl.address(),
                FunctionDescriptor.of(Linux.C_INT, Linux.C_INT, Linux.C_LONG, Linux.C_POINTER),
                Linker.Option.firstVariadicArg(2));
    }

    static int ioctl(Errno errno, int descriptor, long request, MemorySegment argument) {
        try {
            return (int) Ioctl.CALL.invokeExact(errno.segment(), descriptor, request, argument);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class Poll {
        static final MethodHandle CALL = link(Linux.poll$address(), Linux.poll$descriptor());
    }

    static int poll(Errno errno, MemorySegment descriptors, long count, int timeoutMillis) {
        try {
            return (int) Poll.CALL.invokeExact(errno.segment(), descriptors, count, timeoutMillis);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class MemoryMap {
        static final MethodHandle CALL = link(Linux.mmap$address(), Linux.mmap$descriptor());
        static final MethodHandle UNDO = link(Linux.munmap$address(), Linux.munmap$descriptor());
    }

    static MemorySegment mmap(Errno errno, MemorySegment address, long lengthBytes, int protection, int flags,
            int descriptor) {
        try {
            return (MemorySegment) MemoryMap.CALL.invokeExact(errno.segment(), address, lengthBytes, protection, flags,
                    descriptor, 0L);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    static int munmap(Errno errno, MemorySegment address, long lengthBytes) {
        try {
            return (int) MemoryMap.UNDO.invokeExact(errno.segment(), address, lengthBytes);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class EventFd {
        static final MethodHandle CALL = link(Linux.eventfd$address(), Linux.eventfd$descriptor());
    }

    static int eventfd(Errno errno, int initialValue, int flags) {
        try {
            return (int) EventFd.CALL.invokeExact(errno.segment(), initialValue, flags);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static final class Close {
        static final MethodHandle CALL = link(Linux.close$address(), Linux.close$descriptor());
    }

    static int close(Errno errno, int descriptor) {
        try {
            return (int) Close.CALL.invokeExact(errno.segment(), descriptor);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    /** The C library has these two and no header of it declares them, so that jextract cannot describe them. */
    private static final class CapabilitySets {
        private static final FunctionDescriptor DESCRIPTOR = FunctionDescriptor.of(Linux.C_INT, Linux.C_POINTER,
                Linux.C_POINTER);
        static final MethodHandle GET = link(LINKER.defaultLookup().find("capget").orElseThrow(), DESCRIPTOR);
        static final MethodHandle SET = link(LINKER.defaultLookup().find("capset").orElseThrow(), DESCRIPTOR);
    }

    static int capget(Errno errno, MemorySegment header, MemorySegment sets) {
        try {
            return (int) CapabilitySets.GET.invokeExact(errno.segment(), header, sets);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    static int capset(Errno errno, MemorySegment header, MemorySegment sets) {
        try {
            return (int) CapabilitySets.SET.invokeExact(errno.segment(), header, sets);
        } catch (Throwable thrown) {
            throw neverThrown(thrown);
        }
    }

    private static MethodHandle link(MemorySegment address, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(address, descriptor, all);
    }

    /** A downcall throws nothing of its own: what arrives here is an error of the machine. */
    private static RuntimeException neverThrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a downcall threw", thrown);
    }
}
