"""What a GIS opens: styles, projects and pictures of cells, written without one."""
