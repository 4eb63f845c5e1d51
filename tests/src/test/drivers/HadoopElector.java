import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.ha.ActiveStandbyElector;
import org.apache.hadoop.ha.ActiveStandbyElector.ActiveStandbyElectorCallback;
import org.apache.zookeeper.ZooDefs.Ids;

/** One of the two failover controllers of an HDFS nameservice, with the elector that those use. */
public final class HadoopElector implements ActiveStandbyElectorCallback {
    private static final PrintStream OUT = System.out;
    private static final int RETRIES = 60;

    private final String name;
    private final ActiveStandbyElector elector;

    private HadoopElector(String connect, int sessionTimeoutMillis, String name) throws Exception {
        this.name = name;
        this.elector = new ActiveStandbyElector(
                connect, sessionTimeoutMillis, "/hadoop-ha/cluster", Ids.OPEN_ACL_UNSAFE, List.of(), this, RETRIES, null);
    }

    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        HadoopElector controller = new HadoopElector(args[0], Integer.parseInt(args[1]), args[2]);
        OUT.println("= ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                OUT.println("= " + controller.run(line));
            } catch (Exception e) {
                e.printStackTrace();
                OUT.println("! " + e);
            }
        }
        System.exit(0);
    }

    private String run(String command) throws Exception {
        switch (command) {
            case "parent" -> elector.ensureParentZNode();
            case "join" -> elector.joinElection(name.getBytes(StandardCharsets.UTF_8));
            case "quit" -> elector.quitElection(false);
            case "active" -> {
                return new String(elector.getActiveData(), StandardCharsets.UTF_8);
            }
            default -> throw new IllegalArgumentException(command);
        }
        return command;
    }

    @Override
    public void becomeActive() {
        OUT.println("* active");
    }

    @Override
    public void becomeStandby() {
        OUT.println("* standby");
    }

    @Override
    public void enterNeutralMode() {
        OUT.println("* neutral");
    }

    @Override
    public void notifyFatalError(String message) {
        OUT.println("* fatal " + message);
    }

    @Override
    public void fenceOldActive(byte[] data) {
        OUT.println("* fenced " + new String(data, StandardCharsets.UTF_8));
    }
}
