"""What ``nasbench.lib`` has that needs no TensorFlow."""
