package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.EventRequest;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A leader whose disk neither succeeds nor fails. Here a debugger holds the thread that writes the log, where it is about to force it:
 * for the rest of the process that is a call that does not return.
 */
class HungDiskTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int STORAGE_FAILED = 10;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void aLeaderWhoseDiskHangsLeavesTheOthersToServe() throws Exception {
        ServerSettings settings = EnsembleProcess.defaults().with("diskHangLimitMs", 1_000);
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QQQ", settings);
        Member leader = ensemble.member(3);
        int port = sandbox.freePort();
        leader.settings(leader.settings()
                .withJvmArg("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port));
        ensemble.start();
        assertThat(ensemble.leader()).isSameAs(leader);
        try (Load load = new Load(2, ensemble.connectString())) {
            load.start();
            load.awaitProgress(100);
            VirtualMachine machine = attach(port);
            holdWhereTheLogIsForced(machine);
            assertThat(leader.process().awaitExit(LIMIT)).isEqualTo(STORAGE_FAILED);
            assertThat(leader.process().logText())
                    .contains("The disk of the transaction log has not answered for ", "(diskHangLimitMs)");
            assertThat(ensemble.awaitServing(List.of(ensemble.member(1), ensemble.member(2))))
                    .isNotSameAs(leader);
            load.awaitProgress(100);
            load.stop();
            load.verify();
        }
    }

    private static VirtualMachine attach(int port) throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        return connector.attach(arguments);
    }

    /** Returns when the thread stands there, for good. */
    private static void holdWhereTheLogIsForced(VirtualMachine machine) throws InterruptedException {
        ReferenceType segment =
                machine.classesByName("io.quorate.txnlog.LogSegment").get(0);
        EventRequest breakpoint = machine.eventRequestManager()
                .createBreakpointRequest(segment.methodsByName("force").get(0).location());
        breakpoint.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        breakpoint.enable();
        EventSet events = machine.eventQueue().remove(LIMIT.toMillis());
        assertThat(events).isNotNull();
        Event event = events.iterator().next();
        assertThat(event).isInstanceOf(BreakpointEvent.class);
        assertThat(((BreakpointEvent) event).thread().name()).isEqualTo("log");
    }
}
