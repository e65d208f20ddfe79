package dev.lanparty.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;

/**
 * Runs a task once in the next turn of a loop, after the sockets and devices were served again. A task that submits
 * itself would run again in the same turn, before them: only what runs after all tasks can submit for the next one.
 * Confined to the loop; asking allocates nothing.
 */
final class NextTurn {
    private final SingleThreadEventLoop loop;
    private final Runnable task;
    private final Runnable submit = this::submit;
    private final Runnable run = this::run;
    private boolean asked;

    NextTurn(EventLoop loop, Runnable task) {
        this.loop = (SingleThreadEventLoop) loop;
        this.task = task;
    }

    /** Asks for a run in the next turn; any number of times is once. */
    void ask() {
        if (!asked) {
            asked = true;
            loop.executeAfterEventLoopIteration(submit);
        }
    }

    private void submit() {
        if (!loop.isShuttingDown()) {
            loop.execute(run);
        }
    }

    private void run() {
        asked = false;
        task.run();
    }
}
