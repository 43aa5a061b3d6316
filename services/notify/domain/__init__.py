"""What notify 通知 owns: deliveries, and callback tasks 电话任务.  Pure rules, one noun per file."""
