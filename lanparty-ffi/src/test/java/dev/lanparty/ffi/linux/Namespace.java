package dev.lanparty.ffi.linux;

import dev.lanparty.device.Requirements;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A network namespace of a test's own: a thread that has left the machine's. Whatever that thread opens or starts lives in
 * it, and it vanishes with all its interfaces when the thread has ended and the last socket is closed.
 */
final class Namespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final Linker LINKER = Linker.nativeLinker();

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final int threadId;

    /** A namespace with nothing but its loopback, without IPv6 on what comes later: IPv6 sends frames unasked. */
    Namespace() throws Exception {
        Requirements.networkAdministrator();
        threadId = call(() -> {
            if ((int) function("unshare", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeWithArguments(CLONE_NEWNET) != 0) {
                throw new IllegalStateException("unshare(CLONE_NEWNET) failed");
            }
            return (int) function("gettid", FunctionDescriptor.of(ValueLayout.JAVA_INT)).invokeWithArguments();
        });
        run("ip link set lo up; for f in all default; do echo 1 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done");
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), descriptor);
    }

    /** The id by which {@code ip link set ... netns} knows it. */
    int id() {
        return threadId;
    }

    /** A task whose errors may be of any kind. */
    interface Task<T> {
        T run() throws Throwable;
    }

    /** Runs a task inside. */
    <T> T call(Task<T> task) throws Exception {
        try {
            return start(task).get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw failure;
        }
    }

    private <T> Future<T> start(Task<T> task) {
        Callable<T> callable = () -> {
            try {
                return task.run();
            } catch (Exception | Error failure) {
                throw failure;
            } catch (Throwable failure) {
                throw new IllegalStateException(failure);
            }
        };
        return thread.submit(callable);
    }

    /** Runs a shell command inside and waits for it; what it printed. */
    String run(String command) throws Exception {
        return call(() -> {
            Process process = new ProcessBuilder("sh", "-ec", command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
            return output;
        });
    }

    /**
     * Waits until interfaces that were set up carry frames: the kernel begins to serve the other end of a cable a little later, and
     * until then takes what is sent there and drops it.
     */
    void awaitUp(String... interfaces) throws Exception {
        for (String name : interfaces) {
            run("timeout 10 sh -c 'until ip link show " + name + " | grep -q \"state UP\"; do sleep 0.01; done'");
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
